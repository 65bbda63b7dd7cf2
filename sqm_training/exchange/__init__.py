"""Other people's formats: Excel rosters, KPI files, printable documents."""
