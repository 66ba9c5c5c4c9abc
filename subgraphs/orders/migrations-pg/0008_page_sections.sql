-- As SQLite's migrations up to 0041.
ALTER TABLE "shop_pages" ADD COLUMN "sections" text DEFAULT '[]' NOT NULL;
