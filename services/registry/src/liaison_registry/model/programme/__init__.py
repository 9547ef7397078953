"""The commitment: targets, money, risks, lessons, evidence, and figures about districts."""
