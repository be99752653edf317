"""What happens: one file a journey. Views, GraphQL and tasks call these and do nothing else."""
