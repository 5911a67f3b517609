"""Review by people: what Label Studio is told, what it is sent, and what several people's work comes to."""
