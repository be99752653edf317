"""Oracle's native XML, which iProcurement and Fusion speak beside cXML: a login, its answer, a cart."""
