"""What is recorded and certified: hand-ins, scores, pages, the API for universities, certificates."""
