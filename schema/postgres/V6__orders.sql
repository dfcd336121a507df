-- Indexes for the orders of lists, so that the first rows of a list need no sort of all of them. Every field that a list of records
-- can be sorted by has one; a list below a record is short.
--
-- An index serves an order upwards, and read backwards the same order downwards, in which rows of equal value are sorted then. Where
-- a value may be missing, rows without one come last in both directions, which takes an index with them at each end. Those of
-- references upwards are there already. A text may be too long for an index, so its first 200 characters are sorted by first.

-- Organizations
create index organizations_name_order on organizations (left(name, 200), id, from_seq, to_seq);
create index organizations_type_order on organizations (type, id, from_seq, to_seq);
create index organizations_country_id_order_nulls_first on organizations (country_id nulls first, id, from_seq, to_seq);
create index organizations_parent_id_order_nulls_first on organizations (parent_id nulls first, id, from_seq, to_seq);
create index organizations_founded_order on organizations (founded_first, founded_last, id, from_seq, to_seq);
create index organizations_founded_order_nulls_first on organizations (founded_first nulls first, founded_last nulls first, id, from_seq, to_seq);
create index organizations_website_order on organizations (left(website, 200), id, from_seq, to_seq);
create index organizations_website_order_nulls_first on organizations (left(website, 200) nulls first, id, from_seq, to_seq);
create index organizations_notes_order on organizations (left(notes, 200), id, from_seq, to_seq);
create index organizations_notes_order_nulls_first on organizations (left(notes, 200) nulls first, id, from_seq, to_seq);
create index organizations_named_in_id_order_nulls_first on organizations (named_in_id nulls first, id, from_seq, to_seq);
create index organizations_named_in_source_id_order_nulls_first on organizations (named_in_source_id nulls first, id, from_seq, to_seq);

-- Offices
create index offices_city_order on offices (left(city, 200), id, from_seq, to_seq);
create index offices_type_order on offices (type, id, from_seq, to_seq);
create index offices_opened_order on offices (opened_first, opened_last, id, from_seq, to_seq);
create index offices_opened_order_nulls_first on offices (opened_first nulls first, opened_last nulls first, id, from_seq, to_seq);
create index offices_closed_order on offices (closed_first, closed_last, id, from_seq, to_seq);
create index offices_closed_order_nulls_first on offices (closed_first nulls first, closed_last nulls first, id, from_seq, to_seq);
create index offices_latitude_order on offices (latitude, id, from_seq, to_seq);
create index offices_latitude_order_nulls_first on offices (latitude nulls first, id, from_seq, to_seq);
create index offices_longitude_order on offices (longitude, id, from_seq, to_seq);
create index offices_longitude_order_nulls_first on offices (longitude nulls first, id, from_seq, to_seq);
create index offices_notes_order on offices (left(notes, 200), id, from_seq, to_seq);
create index offices_notes_order_nulls_first on offices (left(notes, 200) nulls first, id, from_seq, to_seq);

-- Countries
create index countries_code_order on countries (left(code, 200), id, from_seq, to_seq);
create index countries_iso3_order on countries (left(iso3, 200), id, from_seq, to_seq);
create index countries_iso3_order_nulls_first on countries (left(iso3, 200) nulls first, id, from_seq, to_seq);
create index countries_kind_order on countries (kind, id, from_seq, to_seq);
create index countries_name_order on countries (left(name, 200), id, from_seq, to_seq);
create index countries_region_order on countries (left(region, 200), id, from_seq, to_seq);
create index countries_region_order_nulls_first on countries (left(region, 200) nulls first, id, from_seq, to_seq);
create index countries_latitude_order on countries (latitude, id, from_seq, to_seq);
create index countries_latitude_order_nulls_first on countries (latitude nulls first, id, from_seq, to_seq);
create index countries_longitude_order on countries (longitude, id, from_seq, to_seq);
create index countries_longitude_order_nulls_first on countries (longitude nulls first, id, from_seq, to_seq);

-- Minerals
create index minerals_name_order on minerals (left(name, 200), id, from_seq, to_seq);
create index minerals_symbol_order on minerals (left(symbol, 200), id, from_seq, to_seq);
create index minerals_symbol_order_nulls_first on minerals (left(symbol, 200) nulls first, id, from_seq, to_seq);
create index minerals_group_order on minerals ("group", id, from_seq, to_seq);
create index minerals_main_group_order on minerals (main_group, id, from_seq, to_seq);
create index minerals_main_group_order_nulls_first on minerals (main_group nulls first, id, from_seq, to_seq);
create index minerals_parent_id_order_nulls_first on minerals (parent_id nulls first, id, from_seq, to_seq);
create index minerals_atomic_number_order on minerals (atomic_number, id, from_seq, to_seq);
create index minerals_atomic_number_order_nulls_first on minerals (atomic_number nulls first, id, from_seq, to_seq);

-- Projects
create index projects_name_order on projects (left(name, 200), id, from_seq, to_seq);
create index projects_region_order on projects (left(region, 200), id, from_seq, to_seq);
create index projects_region_order_nulls_first on projects (left(region, 200) nulls first, id, from_seq, to_seq);
create index projects_latitude_order on projects (latitude, id, from_seq, to_seq);
create index projects_latitude_order_nulls_first on projects (latitude nulls first, id, from_seq, to_seq);
create index projects_longitude_order on projects (longitude, id, from_seq, to_seq);
create index projects_longitude_order_nulls_first on projects (longitude nulls first, id, from_seq, to_seq);
create index projects_location_accuracy_order on projects (location_accuracy, id, from_seq, to_seq);
create index projects_stage_order on projects (stage, id, from_seq, to_seq);
create index projects_status_order on projects (status, id, from_seq, to_seq);
create index projects_status_as_of_order on projects (status_as_of_first, status_as_of_last, id, from_seq, to_seq);
create index projects_status_as_of_order_nulls_first on projects (status_as_of_first nulls first, status_as_of_last nulls first, id, from_seq, to_seq);
create index projects_start_date_order on projects (start_date_first, start_date_last, id, from_seq, to_seq);
create index projects_start_date_order_nulls_first on projects (start_date_first nulls first, start_date_last nulls first, id, from_seq, to_seq);
create index projects_end_date_order on projects (end_date_first, end_date_last, id, from_seq, to_seq);
create index projects_end_date_order_nulls_first on projects (end_date_first nulls first, end_date_last nulls first, id, from_seq, to_seq);
create index projects_primary_mineral_id_order_nulls_first on projects (primary_mineral_id nulls first, id, from_seq, to_seq);
create index projects_operator_id_order_nulls_first on projects (operator_id nulls first, id, from_seq, to_seq);
create index projects_summary_order on projects (left(summary, 200), id, from_seq, to_seq);
create index projects_notes_order on projects (left(notes, 200), id, from_seq, to_seq);
create index projects_notes_order_nulls_first on projects (left(notes, 200) nulls first, id, from_seq, to_seq);

-- Investments
create index investments_project_id_order_nulls_first on investments (project_id nulls first, id, from_seq, to_seq);
create index investments_recipient_id_order_nulls_first on investments (recipient_id nulls first, id, from_seq, to_seq);
create index investments_agency_share_pct_order on investments (agency_share_pct, id, from_seq, to_seq);
create index investments_agency_share_pct_order_nulls_first on investments (agency_share_pct nulls first, id, from_seq, to_seq);
create index investments_agency_amount_order on investments (agency_amount, id, from_seq, to_seq);
create index investments_agency_amount_order_nulls_first on investments (agency_amount nulls first, id, from_seq, to_seq);
create index investments_instrument_order on investments (instrument, id, from_seq, to_seq);
create index investments_amount_order on investments (amount, id, from_seq, to_seq);
create index investments_amount_order_nulls_first on investments (amount nulls first, id, from_seq, to_seq);
create index investments_currency_order on investments (left(currency, 200), id, from_seq, to_seq);
create index investments_currency_order_nulls_first on investments (left(currency, 200) nulls first, id, from_seq, to_seq);
create index investments_qualifier_order on investments (qualifier, id, from_seq, to_seq);
create index investments_qualifier_order_nulls_first on investments (qualifier nulls first, id, from_seq, to_seq);
create index investments_stage_order on investments (stage, id, from_seq, to_seq);
create index investments_value_date_order on investments (value_date_first, value_date_last, id, from_seq, to_seq);
create index investments_value_date_order_nulls_first on investments (value_date_first nulls first, value_date_last nulls first, id, from_seq, to_seq);
create index investments_value_date_basis_order on investments (value_date_basis, id, from_seq, to_seq);
create index investments_value_date_basis_order_nulls_first on investments (value_date_basis nulls first, id, from_seq, to_seq);
create index investments_usd_amount_order on investments (usd_amount, id, from_seq, to_seq);
create index investments_usd_amount_order_nulls_first on investments (usd_amount nulls first, id, from_seq, to_seq);
create index investments_agency_usd_amount_order on investments (agency_usd_amount, id, from_seq, to_seq);
create index investments_agency_usd_amount_order_nulls_first on investments (agency_usd_amount nulls first, id, from_seq, to_seq);
create index investments_usd_rate_id_order_nulls_first on investments (usd_rate_id nulls first, id, from_seq, to_seq);
create index investments_paid_amount_order on investments (paid_amount, id, from_seq, to_seq);
create index investments_paid_amount_order_nulls_first on investments (paid_amount nulls first, id, from_seq, to_seq);
create index investments_paid_as_of_order on investments (paid_as_of_first, paid_as_of_last, id, from_seq, to_seq);
create index investments_paid_as_of_order_nulls_first on investments (paid_as_of_first nulls first, paid_as_of_last nulls first, id, from_seq, to_seq);
create index investments_missing_reason_order on investments (missing_reason, id, from_seq, to_seq);
create index investments_missing_reason_order_nulls_first on investments (missing_reason nulls first, id, from_seq, to_seq);
create index investments_announced_order on investments (announced_first, announced_last, id, from_seq, to_seq);
create index investments_announced_order_nulls_first on investments (announced_first nulls first, announced_last nulls first, id, from_seq, to_seq);
create index investments_interest_pct_order on investments (interest_pct, id, from_seq, to_seq);
create index investments_interest_pct_order_nulls_first on investments (interest_pct nulls first, id, from_seq, to_seq);
create index investments_interest_qualifier_order on investments (interest_qualifier, id, from_seq, to_seq);
create index investments_interest_qualifier_order_nulls_first on investments (interest_qualifier nulls first, id, from_seq, to_seq);
create index investments_count_in_totals_order on investments (count_in_totals, id, from_seq, to_seq);
create index investments_count_note_order on investments (left(count_note, 200), id, from_seq, to_seq);
create index investments_count_note_order_nulls_first on investments (left(count_note, 200) nulls first, id, from_seq, to_seq);
create index investments_terms_order on investments (left(terms, 200), id, from_seq, to_seq);
create index investments_terms_order_nulls_first on investments (left(terms, 200) nulls first, id, from_seq, to_seq);
create index investments_notes_order on investments (left(notes, 200), id, from_seq, to_seq);
create index investments_notes_order_nulls_first on investments (left(notes, 200) nulls first, id, from_seq, to_seq);

-- Deals
create index deals_name_order on deals (left(name, 200), id, from_seq, to_seq);
create index deals_project_id_order_nulls_first on deals (project_id nulls first, id, from_seq, to_seq);
create index deals_country_id_order_nulls_first on deals (country_id nulls first, id, from_seq, to_seq);
create index deals_notes_order on deals (left(notes, 200), id, from_seq, to_seq);
create index deals_notes_order_nulls_first on deals (left(notes, 200) nulls first, id, from_seq, to_seq);

-- Indicators
create index indicators_name_order on indicators (left(name, 200), id, from_seq, to_seq);
create index indicators_definition_order on indicators (left(definition, 200), id, from_seq, to_seq);
create index indicators_measure_order on indicators (measure, id, from_seq, to_seq);
create index indicators_comparability_order on indicators (left(comparability, 200), id, from_seq, to_seq);
create index indicators_comparability_order_nulls_first on indicators (left(comparability, 200) nulls first, id, from_seq, to_seq);

-- Observations
create index observations_indicator_order on observations (left(indicator, 200), id, from_seq, to_seq);
create index observations_indicator_id_order_nulls_first on observations (indicator_id nulls first, id, from_seq, to_seq);
create index observations_partner_id_order_nulls_first on observations (partner_id nulls first, id, from_seq, to_seq);
create index observations_mineral_id_order_nulls_first on observations (mineral_id nulls first, id, from_seq, to_seq);
create index observations_product_order on observations (left(product, 200), id, from_seq, to_seq);
create index observations_product_order_nulls_first on observations (left(product, 200) nulls first, id, from_seq, to_seq);
create index observations_series_order on observations (left(series, 200), id, from_seq, to_seq);
create index observations_series_order_nulls_first on observations (left(series, 200) nulls first, id, from_seq, to_seq);
create index observations_basis_order on observations (basis, id, from_seq, to_seq);
create index observations_basis_order_nulls_first on observations (basis nulls first, id, from_seq, to_seq);
create index observations_period_order on observations (period_first, period_last, id, from_seq, to_seq);
create index observations_value_order on observations (value, id, from_seq, to_seq);
create index observations_value_order_nulls_first on observations (value nulls first, id, from_seq, to_seq);
create index observations_value_low_order on observations (value_low, id, from_seq, to_seq);
create index observations_value_low_order_nulls_first on observations (value_low nulls first, id, from_seq, to_seq);
create index observations_value_high_order on observations (value_high, id, from_seq, to_seq);
create index observations_value_high_order_nulls_first on observations (value_high nulls first, id, from_seq, to_seq);
create index observations_unit_order on observations (left(unit, 200), id, from_seq, to_seq);
create index observations_qualifier_order on observations (qualifier, id, from_seq, to_seq);
create index observations_edition_order on observations (edition, id, from_seq, to_seq);
create index observations_edition_order_nulls_first on observations (edition nulls first, id, from_seq, to_seq);
create index observations_estimated_order on observations (estimated, id, from_seq, to_seq);
create index observations_estimated_order_nulls_first on observations (estimated nulls first, id, from_seq, to_seq);
create index observations_missing_reason_order on observations (missing_reason, id, from_seq, to_seq);
create index observations_missing_reason_order_nulls_first on observations (missing_reason nulls first, id, from_seq, to_seq);
create index observations_itemised_as_order on observations (itemised_as, id, from_seq, to_seq);
create index observations_itemised_as_order_nulls_first on observations (itemised_as nulls first, id, from_seq, to_seq);
create index observations_notes_order on observations (left(notes, 200), id, from_seq, to_seq);
create index observations_notes_order_nulls_first on observations (left(notes, 200) nulls first, id, from_seq, to_seq);

-- Exchange rates
create index fx_rates_currency_order on fx_rates (left(currency, 200), id, from_seq, to_seq);
create index fx_rates_year_order on fx_rates (year, id, from_seq, to_seq);
create index fx_rates_usd_per_unit_order on fx_rates (usd_per_unit, id, from_seq, to_seq);
create index fx_rates_printed_order on fx_rates (left(printed, 200), id, from_seq, to_seq);

-- Sources
create index sources_url_order on sources (left(url, 200), id, from_seq, to_seq);
create index sources_url_order_nulls_first on sources (left(url, 200) nulls first, id, from_seq, to_seq);
create index sources_title_order on sources (left(title, 200), id, from_seq, to_seq);
create index sources_publisher_order on sources (left(publisher, 200), id, from_seq, to_seq);
create index sources_publisher_order_nulls_first on sources (left(publisher, 200) nulls first, id, from_seq, to_seq);
create index sources_published_order on sources (published_first, published_last, id, from_seq, to_seq);
create index sources_published_order_nulls_first on sources (published_first nulls first, published_last nulls first, id, from_seq, to_seq);
create index sources_language_order on sources (left(language, 200), id, from_seq, to_seq);
create index sources_kind_order on sources (kind, id, from_seq, to_seq);
create index sources_tier_order on sources (tier, id, from_seq, to_seq);
create index sources_copies_party_document_order on sources (copies_party_document, id, from_seq, to_seq);

-- Citations
create index citations_field_order on citations (left(field, 200), id, from_seq, to_seq);
create index citations_field_order_nulls_first on citations (left(field, 200) nulls first, id, from_seq, to_seq);
create index citations_locator_order on citations (left(locator, 200), id, from_seq, to_seq);
create index citations_locator_order_nulls_first on citations (left(locator, 200) nulls first, id, from_seq, to_seq);
create index citations_asserted_order on citations (left(asserted, 200), id, from_seq, to_seq);
create index citations_stance_order on citations (stance, id, from_seq, to_seq);
create index citations_joint_order on citations (joint, id, from_seq, to_seq);
create index citations_verification_order on citations (verification, id, from_seq, to_seq);
create index citations_confidence_order on citations (confidence, id, from_seq, to_seq);
