"""Publishing to every channel, reading pages, and searching."""
