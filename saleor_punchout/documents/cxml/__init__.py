"""cXML 1.2: the envelope, and one file per family of payloads in which reading and writing face each other."""
