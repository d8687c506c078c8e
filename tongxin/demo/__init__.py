"""The demonstration: invented people in real procedures, made through the services, the same every time."""
