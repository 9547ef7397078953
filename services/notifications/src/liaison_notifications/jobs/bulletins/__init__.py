"""Jobs that plan bulletins and find out when they are over."""
