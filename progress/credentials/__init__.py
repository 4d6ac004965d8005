"""Certificates that outlive the platform: Open Badges 3.0, signed, verified and published.

`document` says what a certificate states, `proof` signs it, `verify` judges a file, `issue` decides when
one is due, `routes` publishes. Standards: W3C VC Data Model 2.0, vc-di-eddsa (eddsa-rdfc-2022),
1EdTech Open Badges 3.0.
"""
