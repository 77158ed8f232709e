"""Reminders that fit the machine: its own scheduler, its own notifications, a calendar file."""
