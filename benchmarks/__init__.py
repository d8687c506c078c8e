"""Speed as ratios: each figure is measured against a bare baseline, turn by turn in the same run."""
