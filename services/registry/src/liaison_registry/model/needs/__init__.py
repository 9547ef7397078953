"""Studies of residents' needs: questions, codes, answers, and results that give nobody away."""
