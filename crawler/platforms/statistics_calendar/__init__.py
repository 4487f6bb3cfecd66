"""Calendars of coming statistics, as PDFs."""
