"""What is said: cXML in and out, without Django, without a network, without a database."""
