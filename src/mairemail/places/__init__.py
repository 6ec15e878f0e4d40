"""The communes, departments and regions of France, known offline."""
