-- For the collaborator: what two service principals of ours may do, and nothing else. Replace the catalog, the schemas
-- and both application ids (terraform output databricks_principals). Run by the owner of the catalog, or whoever has MANAGE on it.

-- To reach the two schemas.
GRANT USE CATALOG ON CATALOG collaborator TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT USE SCHEMA ON SCHEMA collaborator.omop TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT USE SCHEMA ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000aaaa`;

-- sync: reads the nine tables, one by one, so that a table that is added later is not read by itself.
GRANT SELECT ON TABLE collaborator.omop.person TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.death TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.visit_occurrence TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.condition_occurrence TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.drug_exposure TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.procedure_occurrence TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.measurement TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.observation TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON TABLE collaborator.omop.specimen TO `00000000-0000-0000-0000-00000000aaaa`;

-- sync: makes, fills and drops rosters and stages. Who makes a table owns it.
GRANT CREATE TABLE ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT SELECT ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000aaaa`;
GRANT MODIFY ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000aaaa`;

-- purge: reads no table of omop. It empties and drops what sync made, for which it must manage the schema's tables.
GRANT USE CATALOG ON CATALOG collaborator TO `00000000-0000-0000-0000-00000000bbbb`;
-- To open a session, which begins in this schema; it reads nothing there.
GRANT USE SCHEMA ON SCHEMA collaborator.omop TO `00000000-0000-0000-0000-00000000bbbb`;
GRANT USE SCHEMA ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000bbbb`;
GRANT SELECT ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000bbbb`;
GRANT MODIFY ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000bbbb`;
GRANT MANAGE ON SCHEMA collaborator.sandbox TO `00000000-0000-0000-0000-00000000bbbb`;
