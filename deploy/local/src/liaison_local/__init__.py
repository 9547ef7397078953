"""The embedded platform: every real part of Liaison on one machine, without containers."""
