"""Deputies, senators and members of the European Parliament."""

from pathlib import Path

from mairemail.open_data.data_sets.deputies import deputies
from mairemail.open_data.data_sets.meps import meps
from mairemail.open_data.data_sets.senators import senators
from mairemail.open_data.files import Kind
from mairemail.open_data.person import Person
from tests.unit.open_data import layouts

DATAN = """\
id,legislature,civ,nom,prenom,villeNaissance,naissance,age,groupe,groupeAbrev,\
departementNom,departementCode,circo,datePriseFonction,job,mail,twitter,facebook,\
website,nombreMandats,experienceDepute,scoreParticipation,dateMaj
PA1,17,Mme,"de la Treille",Zoé,Mende,1970-01-01,56,"Un groupe",G,Lozère,48,1,\
2024-07-08,"Conseillère, juriste",Zoe.Delatreille@assemblee.example,@ZoeTreille,zoe,\
treille.example,1,"2 ans",0.2,2026-11-20
PA2,17,M.,Besson,Samir,Mende,1970-01-01,56,"Un groupe",G,"Français de l'étranger",099,\
2,2024-07-08,Cadre,samir.besson@assemblee.example,,,,1,"2 ans",0.2,2026-11-20
"""
ODSEN = """\
% Requête :select senmat as "Matricule", quacod as "Qualité", sennomuse as "Nom usuel",\
 a, b, c
% 3 ligne(s) de résultat
Matricule,Qualité,Nom usuel,Prénom usuel,État,Date naissance,Date de décès,\
Groupe politique,Circonscription,Courrier électronique,PCS INSEE
1,M.,Lilas,Jean-Marie,ACTIF,1939-03-29 00:00:00.0,,G,La Réunion,jm.lilas@senat.example,X
2,Mme,Martin,Camille,ACTIF,1953-01-15 00:00:00.0,,G,Lozère,Non public,X
3,Mme,Ancienne,Anne,ANCIEN,1930-01-15 00:00:00.0,,G,Lozère,a.ancienne@senat.example,X
"""
MEPS = """\
epid,country,first_name,last_name,email,birthdate,gender,eugroup,party,phone,building,\
office,committee,substitute,delegation,twitter,tttpid,since
1,France,Zoé,"DE LA TREILLE",zoe@europarl.example,1970-01-01,F,G,P,,,,,,,\
https://twitter.com/zoetreille,x,2024-07-16
2,Poland,Ola,NOWAK,ola@europarl.example,1970-01-01,,G,P,,,,,,,"https://twitter @ola",x,y
"""


def test_deputies_by_the_names_of_their_columns(tmp_path: Path) -> None:
    """Columns have come and gone since 2021."""
    path = tmp_path / "deputes.csv"
    path.write_text(DATAN, encoding="utf-8")
    file = layouts.read(path)
    assert file.kind is Kind.DEPUTIES
    zoe, samir = (one for one in deputies(file) if isinstance(one, Person))
    assert (zoe.civility, zoe.office, zoe.department) == ("Mme", "Députée", "48")
    assert zoe.email == "Zoe.Delatreille@assemblee.example"
    assert zoe.url_x == "https://x.com/ZoeTreille"
    assert zoe.as_of == "2026-11-20"
    # 099 is no department.
    assert samir.department == ""


def test_senators_in_office_without_hidden_addresses(tmp_path: Path) -> None:
    """The file has everybody since 1959, below a query; some are not public."""
    path = tmp_path / "ODSEN_GENERAL.csv"
    path.write_bytes(ODSEN.replace("\n", "\r\n").encode("cp1252"))
    file = layouts.read(path)
    assert file.kind is Kind.SENATORS
    jean, camille = (one for one in senators(file) if isinstance(one, Person))
    assert (jean.office, jean.department) == ("Sénateur", "974")
    assert "line 4" in jean.origin
    assert (camille.office, camille.email) == ("Sénatrice", "")


def test_members_of_the_european_parliament(tmp_path: Path) -> None:
    """A gender that is missing is not guessed from the first name."""
    path = tmp_path / "meps.csv"
    path.write_text(MEPS, encoding="utf-8")
    file = layouts.read(path)
    assert file.kind is Kind.MEPS
    zoe, ola = (one for one in meps(file) if isinstance(one, Person))
    assert (zoe.last_name, zoe.civility) == ("de La Treille", "Mme")
    assert (zoe.country, zoe.url_x) == ("France", "https://twitter.com/zoetreille")
    assert (ola.civility, ola.url_x) == ("", "")
