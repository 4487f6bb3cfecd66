"""Freedom of Information in the database: cases, their clock, the calendar, the bodies' law."""
