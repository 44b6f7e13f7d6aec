"""The only place that knows SQL: tables, migrations, one module that writes, one package that reads."""
