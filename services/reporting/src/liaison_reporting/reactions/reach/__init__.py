"""Who is reached: messages and subscriptions."""
