"""From assignment to reply: shares, signing for, returns, extensions, contacts, letters."""
