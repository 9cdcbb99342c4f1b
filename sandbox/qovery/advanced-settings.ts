/** Some of the settings of a new cluster, by the names of Qovery's OpenAPI document. */
export const DEFAULT_SETTINGS: Readonly<Record<string, unknown>> = {
  'aws.cloudwatch.eks_logs_retention_days': 90,
  'aws.eks.ec2.metadata_imds': 'required',
  'aws.eks.enable_alb_controller': true,
  'aws.iam.admin_group': 'Admins',
  'aws.vpc.enable_s3_flow_logs': false,
  'cloud_provider.container_registry.tags': {},
  'database.postgresql.allowed_cidrs': ['0.0.0.0/0'],
  'k8s.api.allowed_public_access_cidrs': [],
  'loki.log_retention_in_week': 12,
  'registry.image_retention_time': 31_536_000,
  'registry.mirroring_mode': 'Service',
  'storageclass.fast_ssd': '',
};
