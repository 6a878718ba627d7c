"""What a department waits for: one measurement a module, each with `measure(*, quick) -> Results`."""
