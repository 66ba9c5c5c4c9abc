-- As SQLite's migrations up to 0015.
ALTER TABLE "api_clients" ADD COLUMN "contract" text DEFAULT 'ALL' NOT NULL;
