-- As SQLite's migrations up to 0033.
ALTER TABLE "withdrawals" ADD COLUMN "further" bigint DEFAULT 0 NOT NULL;
