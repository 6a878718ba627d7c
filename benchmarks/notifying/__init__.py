"""What the notifier is measured by."""
