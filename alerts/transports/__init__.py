"""The ways out: a mail server, a folder, chat channels."""
