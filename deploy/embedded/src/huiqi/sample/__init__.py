"""The sample that the demo runs on: policies, enterprises and accounts, written for this project."""
