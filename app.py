"""The Chalice application: its rooms, and the Lambda handlers by name. Nothing else lives here."""

from chalice import Chalice

from chalicelib.contacts.api import contacts_api
from chalicelib.customers.api import bp as customers_api
from chalicelib.people.api import bp as people_api
from chalicelib.reports.api import bp as reports_api

app = Chalice(app_name="trunkline")
app.experimental_feature_flags.update(["WEBSOCKETS"])
for blueprint in (people_api, customers_api, contacts_api, reports_api):
    app.register_blueprint(blueprint)
