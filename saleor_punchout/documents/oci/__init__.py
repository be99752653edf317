"""SAP's Open Catalog Interface 3.0 to 5.0: parameters in, a form of ``NEW_ITEM-*`` fields or a JSON page out."""
