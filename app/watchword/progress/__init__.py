"""What the person did: the journal, and the state computed from it."""
