"""What the demonstration is made of: totals per year, origins, tastes of faculties, invented partners, targets."""

from pathlib import Path

from etl.declare import N_

DATA = Path(__file__).parent / "data"
YEARS = range(2018, 2026)
INTERNATIONAL = dict(zip(YEARS, (1512, 1779, 1883, 2406, 2796, 3928, 4612, 5187), strict=True))
ENROLLED = dict(zip(YEARS, (23512, 23735, 23868, 24107, 24655, 25431, 25979, 26503), strict=True))
PROGRESS = dict(zip(YEARS, (0, 11, 15, 36, 52, 100, 125, 145), strict=True))  # percent of the way from 2018 to 2023
MOVEMENT = dict(zip(YEARS, (98, 103, 15, 42, 89, 96, 96, 101), strict=True))  # percent of usual: borders closed 2020
# faculties a country's students choose; code: headcount in 2018, in 2023. Below zero: first students after 2023
ORIGINS = {
    "general": """UZB 190 655, TKM 130 585, RUS 270 352, KGZ 160 292, AFG 190 216, TJK 95 160, MNG 60 74, IRN 34 52,
        AZE 22 34, UKR 19 21, BLR 11 16, GEO 8 9, ARM 5 6, NGA 7 26, GHA 2 9, CMR 2 5, MAR 2 6, DZA 1 4, TUN 1 3,
        KEN 1 3, ETH 0 2, TZA 0 2, ZAF 0 1, IDN 5 14, VNM 4 9, USA 4 6, GBR 3 3, ITA 2 3, ESP 1 2, MDA 3 4, SRB 0 1,
        FRA 3 4, BRA -5 0, UGA -3 0, RWA -9 0""",
    "medicine": """IND 70 655, PAK 33 88, JOR 12 24, EGY 10 33, SYR 14 18, IRQ 7 14, PSE 4 9, YEM 5 11, BGD 4 17,
        NPL 2 12, LKA 1 7, SDN 2 8, SAU 1 6, ARE 0 2, MYS 2 6, PHL -12 0""",
    "language": "CHN 180 401, TUR 54 78, KOR 61 82, JPN 7 9, POL 3 4, DEU 4 5, THA 0 3",
}
DEGREE_PINS = {(2023, "CHN"): 401, (2023, "IND"): 655, (2022, "TUR"): 67}
LAW_COUNTRIES, LAW_HEADCOUNT_2023 = ("CHN", "RUS", "UZB", "TJK", "KGZ"), 155
FACULTIES = (
    "mechmath",
    "physics",
    "chemistry",
    "biology",
    "geography",
    "philology",
    "history",
    "philosophy",
    "journalism",
    "ir",
    "law",
    "oriental",
    "medicine",
    "it",
    "economics",
    "preuniversity",
)
TASTES = {
    kind: dict(zip(FACULTIES, shares, strict=True))
    for kind, shares in {
        "general": (4, 5, 5, 5, 4, 11, 3, 5, 5, 9, 8, 3, 9, 9, 12, 8),
        "medicine": (0, 1, 1, 2, 0, 1, 0, 1, 0, 2, 1, 0, 85, 4, 4, 6),
        "language": (2, 2, 2, 2, 1, 26, 3, 4, 6, 14, 8, 12, 2, 3, 10, 14),
        "home": (80, 85, 60, 72, 52, 92, 42, 64, 50, 62, 82, 60, 78, 95, 104, 9),
        "exchange": (6, 6, 6, 6, 5, 8, 7, 6, 5, 8, 14, 7, 4, 7, 9, 0),
    }.items()
}
LEVELS = {"bachelor": 72, "master": 20, "doctoral": 8}
# country, usual outbound and inbound places of one agreement, cities of the invented partners
PARTNERS = """CHN 13 8 Beijing, Shanghai, Xi'an, Urumqi, Lanzhou, Wuhan, Chengdu, Guangzhou, Harbin, Dalian;
    KOR 20 8 Seoul, Busan, Daegu, Daejeon, Incheon, Gwangju; TUR 18 5 Istanbul, Ankara, Izmir, Konya, Bursa, Eskisehir;
    RUS 11 5 Moscow, Saint Petersburg, Kazan, Novosibirsk, Tomsk, Omsk, Yekaterinburg;
    DEU 8 3 Berlin, Munich, Dresden, Leipzig, Bremen, Wismar; FRA 14 4 Reims, Nancy, Lyon, Strasbourg, Lille;
    POL 15 2 Warsaw, Krakow, Wroclaw, Lublin; USA 5 2 Philadelphia, Bloomington, Tucson, Madison;
    GBR 4 1 London, Leeds, Glasgow; UZB 10 7 Tashkent, Samarkand, Bukhara; KGZ 9 7 Bishkek, Osh, Karakol;
    JPN 7 3 Tsukuba, Osaka, Sapporo; IND 4 4 New Delhi, Pune, Sonipat; ITA 8 2 Bologna, Turin;
    ESP 8 2 Zaragoza, Granada; CZE 10 1 Prague, Brno; LTU 12 2 Vilnius, Kaunas; MYS 8 2 Kuala Lumpur; AZE 5 3 Baku;
    LVA 10 1 Riga; HUN 9 1 Budapest; AUT 5 1 Vienna; IDN 4 2 Bandung; TJK 4 4 Dushanbe; BLR 5 3 Minsk;
    MNG 4 4 Ulaanbaatar; IRN 3 3 Tehran; EGY 6 2 Cairo; PAK 3 3 Islamabad; ARE 4 1 Sharjah; NLD 5 1 Groningen;
    BGR 7 1 Sofia; ROU 7 1 Cluj-Napoca; PRT 6 1 Coimbra; FIN 5 1 Turku; GEO 4 2 Tbilisi"""
# department a country's first agreement serves, and its places in percent of the usual
LEAD = {
    "FRA": ("ir-relations", 60),
    "CHN": ("oriental-china", 200),
    "KOR": ("oriental-fareast", 200),
    "JPN": ("oriental-fareast", 150),
    "TUR": ("oriental-turkic", 120),
    "IND": ("oriental-neareast", 150),
    "USA": ("law-civil", 150),
    "UZB": ("law-international", 120),
    "AZE": ("law-international", 100),
}
LIVES = "steady recent expiring lapsed steady asleep expiring recent steady planned forgotten expiring steady"
SPANS = {  # how an agreement may fare: first and last days it may have
    "steady": "2011-09-01/ 2013-09-01/ 2014-02-01/ 2016-09-01/ 2015-09-01/2030-08-31 2017-09-01/2029-08-31",
    "recent": "2022-09-01/2027-08-31 2023-09-01/2028-08-31 2024-09-01/2029-08-31 2025-09-01/2030-08-31",
    "expiring": "2016-12-15/2026-12-14 2022-01-01/2026-12-31 2017-02-01/2027-01-31 2017-04-01/2027-03-31",
    "lapsed": "2015-09-01/2020-08-31 2016-09-01/2021-08-31 2018-09-01/2023-08-31 2019-09-01/2024-08-31",
    "forgotten": "2020-09-01/2025-08-31 2021-09-01/2026-08-31",
    "planned": "2027-02-01/2032-01-31",
}
STATUSES = {"lapsed": "ended", "planned": "planned", "signed": "signed", "unknown": "unknown"}  # others: active
REMARKS = {
    "expiring": "renewal not yet agreed",
    "asleep": "never used",
    "planned": "text under discussion",
    "lapsed": "not renewed",
    "forgotten": "end date has passed, still active in the register",
}
OTHERS = """branch_abroad,Example Branch in Bishkek,KGZ,Bishkek; branch_abroad,Example Branch in Istanbul,TUR,Istanbul;
    branch_hosted,Example Branch of Moscow,RUS,Moscow; branch_hosted,Example Branch of Xi'an,CHN,Xi'an;
    network_membership,Example Silk Road Network,CHN,Xi'an; network_membership,Example Steppe Network,TUR,Ankara;
    network_membership,Example European Network,FRA,Strasbourg"""
MEMBERS = {  # of the networks, beside ourselves
    "Example Silk Road Network": "CHN Xi'an, CHN Lanzhou, UZB Tashkent, KGZ Bishkek, TUR Istanbul",
    "Example Steppe Network": "TUR Ankara, UZB Samarkand, AZE Baku, MNG Ulaanbaatar",
    "Example European Network": "FRA Strasbourg, DEU Berlin, POL Krakow, CZE Prague, ITA Bologna, LTU Vilnius",
}
GRADUATES_PCT = 40  # of the students of a double degree who take both degrees in a year
# direction, country, faculty ("": all together): students of 2023 as published
CREDIT_PINS = {
    ("outbound", "FRA", ""): 41,
    ("outbound", "FRA", "ir"): 4,
    ("outbound", "DEU", ""): 37,
    ("inbound", "FRA", ""): 11,
}
DOCTORAL_PCT = 12  # of the 41 who went to France in 2023: 5
WITHOUT_AGREEMENT = (
    ("USA", "GBR", "CHE", "SWE", "CAN", "NOR", "AUS", "NLD", "BEL"),  # outbound
    ("AFG", "UKR", "ARM", "MNG", "SRB", "MEX", "GRC"),
)  # inbound
TARGETS = (
    ("students_international_share_pct", 25, 2029, "2024-01-15", N_("Invented: development plan")),
    ("students_international_share_pct", 22, 2029, "2025-09-01", N_("Invented: revised plan, rival of 25")),
    ("countries_of_origin", 60, 2025, "2021-01-11", N_("Invented: earlier plan, due date past")),
    ("countries_of_origin", 75, 2029, "2024-01-15", N_("Invented: development plan")),
    ("students_outgoing_mobility", 1200, 2029, "2024-01-15", N_("Invented: development plan")),
)
COLUMNS = {
    "units": "code,kind,parent,name_en,name_ru,name_kk",
    "students": "academic_year,faculty,department,level,direction,mobility_type,country,partner,headcount",
    "enrolment": "academic_year,faculty,department,level,headcount",
    "agreements": (
        "agreement,type,status,partner,partner_country,partner_city,faculty,signed,valid_from,valid_to,renewal,note"
    ),
    "places": "agreement,academic_year,direction,partner,partner_country,faculty,places,assigned,graduates",
    "targets": "metric,target_value,target_year,set_on,note",
}
DIRECTIONS = ("outbound", "inbound")
PARTY = ("agreement", "partner", "partner_country", "faculty")
