"""The forms a record leaves in, beside the signed bytes themselves."""
