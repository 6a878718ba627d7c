"""Tables, repositories and the reader of documents."""
