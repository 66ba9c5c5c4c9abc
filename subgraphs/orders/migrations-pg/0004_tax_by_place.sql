-- As SQLite's migrations up to 0037.
ALTER TABLE "shop_settings" ADD COLUMN "distance_sales" text DEFAULT 'HOME' NOT NULL;
--> statement-breakpoint
ALTER TABLE "tax_facts" ADD COLUMN "distance_to" text;
--> statement-breakpoint
-- Shops from before keep the tax of the destination; those of member states, and of Monaco, get a notice.
UPDATE "shop_settings" SET "distance_sales" = 'DESTINATION', "notices" = CASE
  WHEN "country" NOT IN ('AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MC', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK') THEN "notices"
  WHEN "notices" = '[]' THEN '["DISTANCE_SALES"]'
  ELSE left("notices", -1) || ',"DISTANCE_SALES"]' END;
