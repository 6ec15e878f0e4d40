"""The communes, departments and regions of France."""
