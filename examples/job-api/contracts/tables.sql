CREATE TABLE jobs (job_id text PRIMARY KEY, state text NOT NULL, error jsonb);
INSERT INTO jobs VALUES
  ('job_0001', 'succeeded', NULL),
  ('job_0002', 'failed', '{"code": "OUT_OF_MEMORY", "message": "the job needs more memory", "retryable": true}'),
  ('job_00a3', 'queued', NULL);
CREATE TABLE salaries (who text, amount numeric);
CREATE ROLE reader LOGIN PASSWORD 'reader-pw-1';
GRANT SELECT ON jobs TO reader;
