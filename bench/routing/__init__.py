"""What one assigned task costs in DynamoDB, however many work and wait; and eight routers at once."""
