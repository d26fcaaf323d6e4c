"""Web Push that loses no nudge: subscriptions, an outbox, escalations, and the worker that sends.

Knows people and devices as opaque ids and issues as opaque subjects; imports nothing from `web`.
"""
