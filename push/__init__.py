"""Web Push that cannot lose a nudge: subscriptions, an outbox, escalations and the worker that sends.

Knows people and devices as opaque ids and issues as opaque subjects; imports nothing from `web`.
"""
