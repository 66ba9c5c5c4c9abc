-- As SQLite's migrations up to 0040.
ALTER TABLE "shop_settings" ADD COLUMN "logo" text;
--> statement-breakpoint
ALTER TABLE "shop_settings" ADD COLUMN "favicon" text;
--> statement-breakpoint
ALTER TABLE "shop_settings" ADD COLUMN "accent_color" text;
--> statement-breakpoint
ALTER TABLE "shop_settings" ADD COLUMN "theme_color" text;
