"""What is recorded and certified: hand-ins, scores, progress pages, the API for universities, certificates."""
