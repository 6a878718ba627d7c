"""`huiqi demo`: the main job end to end on the sample, by its different people, through the public APIs."""
