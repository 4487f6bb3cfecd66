"""Sites made with Bloomreach (formerly Hippo): digital.nhs.uk."""
