"""Pure rules of publishing: states, reviews, the gate, document numbers, reading a document's text."""
