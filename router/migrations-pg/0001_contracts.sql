-- As SQLite's migrations up to 0002.
ALTER TABLE "usage_operations" ADD COLUMN "contract" text DEFAULT 'ALL' NOT NULL;
