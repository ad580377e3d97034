"""Line-based diff and three-way merge of texts; pure functions."""
