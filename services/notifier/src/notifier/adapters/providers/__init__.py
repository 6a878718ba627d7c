"""What carries messages to endpoints: e-mail and webhooks behind one port."""
