"""What eight people of a store, a hotel and a station have done, and who should be asked next.

Written as people write on a phone: short, uneven, with the same few words ("customer", "broken",
"till") everywhere. A question expects its helper among the first two.
"""

from typing import NamedTuple


class Past(NamedTuple):
    helper: str
    words: str  # of the issue
    need: str
    minutes: int = 12


class Question(NamedTuple):
    words: str
    need: str
    expected: str


HELPERS = (
    "Hana Novak",  # tills and card terminals
    "Jonas Weber",  # lifts, doors, lights: building
    "Mireille Dubois",  # refunds, vouchers, complaints
    "Tomasz Zielinski",  # carpets, flooring, cutting
    "Aisha Rahman",  # rooms, keys, reservations
    "Pekka Virtanen",  # trains, platforms, lost property
    "Lucia Moreno",  # parcels and deliveries
    "Dan O’Brien",  # bicycles and batteries
)

DONE = (
    Past("Hana Novak", "Till 4 is dead, customer waiting", "Restart the till and its scanner", 9),
    Past("Hana Novak", "The card terminal says no connection", "Get the card reader online", 14),
    Past("Hana Novak", "Receipt printer is broken at till 2", "Unjam the receipt printer", 7),
    Past("Hana Novak", "Self checkout keeps beeping at customers", "Calibrate the scale", 18),
    Past("Hana Novak", "Customer was charged twice by the terminal", "Void one card payment", 11),
    Past("Hana Novak", "Till 1 does not scan any more", "Change the scanner’s cable", 16),
    Past("Hana Novak", "The cash drawer will not open", "Open the drawer by key", 5),
    Past("Jonas Weber", "The lift to the car park is stuck, a family inside", "Free the lift", 25),
    Past(
        "Jonas Weber", "Automatic door does not close, customers freeze", "Fix the door sensor", 30
    ),
    Past("Jonas Weber", "Lights flicker above the shoe shelf", "Change the tubes", 20),
    Past(
        "Jonas Weber", "It is raining in by the window, wet floor", "Stop the leak in the roof", 45
    ),
    Past("Jonas Weber", "Escalator stopped with customers on it", "Reset the escalator", 15),
    Past("Jonas Weber", "No hot water in room 12", "Look at the boiler", 40),
    Past("Jonas Weber", "Heating in room 31 is broken", "Bleed the radiator", 35),
    Past("Mireille Dubois", "Customer wants money back without a receipt", "Approve the refund", 8),
    Past("Mireille Dubois", "Voucher is refused at the till", "Unlock the gift voucher", 10),
    Past("Mireille Dubois", "Wrong price on the label, angry customer", "Decide on a discount", 6),
    Past("Mireille Dubois", "Broken cup, bought yesterday", "Exchange without a receipt", 9),
    Past("Mireille Dubois", "Customer asks for compensation for the noise", "Offer a refund", 12),
    Past("Mireille Dubois", "Customer was charged twice", "Pay the difference back", 13),
    Past(
        "Mireille Dubois", "A guest complains about the bill", "Take the minibar off the bill", 10
    ),
    Past("Tomasz Zielinski", "Customer needs a carpet cut to size", "Cut the carpet", 22),
    Past("Tomasz Zielinski", "Which underlay goes with this flooring?", "Advise on underlay", 15),
    Past("Tomasz Zielinski", "Carpet came out too short", "Measure and cut a new carpet", 35),
    Past("Tomasz Zielinski", "Laminate is damaged", "Check the boards of the laminate", 18),
    Past("Tomasz Zielinski", "Worktop too long for the customer’s car", "Saw the worktop", 20),
    Past("Tomasz Zielinski", "Fitting of vinyl floor asked for", "Book the fitting team", 12),
    Past("Aisha Rahman", "Guest has no reservation in the system", "Find the booking", 9),
    Past("Aisha Rahman", "Key card does not open room 204", "Code a new key card", 4),
    Past("Aisha Rahman", "Room smells of smoke, guest is upset", "Move them to another room", 15),
    Past("Aisha Rahman", "A cot was promised and is not in the room", "Bring a cot", 10),
    Past("Aisha Rahman", "Guest locked out of the room safe", "Open the safe", 12),
    Past("Aisha Rahman", "Late checkout was not noted", "Extend the stay", 6),
    Past("Pekka Virtanen", "Traveller left a rucksack on the train", "Ask lost property", 25),
    Past("Pekka Virtanen", "Wheelchair user needs the ramp on platform 3", "Bring the ramp", 8),
    Past("Pekka Virtanen", "Train was cancelled, connection missed", "Rebook the journey", 14),
    Past("Pekka Virtanen", "Ticket machine took the money", "Open the ticket machine", 20),
    Past("Pekka Virtanen", "Child lost on the platform", "Make an announcement", 3),
    Past("Pekka Virtanen", "Umbrella forgotten in coach 7", "Call lost property", 18),
    Past("Lucia Moreno", "Parcel is not on the shelf", "Search the parcel store", 16),
    Past("Lucia Moreno", "Sofa was delivered with a torn cover", "Order a second delivery", 20),
    Past("Lucia Moreno", "Click and collect order is missing", "Find the order", 12),
    Past("Lucia Moreno", "Customer waited all day for the van", "Call the driver of the van", 15),
    Past("Lucia Moreno", "Wrong parcel handed out", "Trace the parcel by its number", 28),
    Past("Dan O’Brien", "Bicycle brakes squeal after the service", "Adjust the brakes", 25),
    Past("Dan O’Brien", "Battery of the e-bike does not charge", "Test the battery", 30),
    Past("Dan O’Brien", "Puncture, the customer rides home today", "Change the inner tube", 20),
    Past("Dan O’Brien", "Bike chain is broken", "Replace the chain", 18),
    Past("Dan O’Brien", "Watch has stopped", "Change the watch battery", 6),
    # As most needs are written: they could be anybody’s.
    Past("Hana Novak", "Customer is waiting, till 3 is locked", "Come to till 3", 6),
    Past("Mireille Dubois", "Customer is angry at till 2", "Come to till 2 please", 5),
    Past("Lucia Moreno", "Customer is waiting for a parcel", "Come to the desk, waiting", 7),
    Past("Tomasz Zielinski", "Customer asks about a rug", "Come to the desk", 9),
    Past("Dan O’Brien", "Customer waits with a bike", "Come to the desk, customer waiting", 8),
    Past("Jonas Weber", "Shelf is broken, customer nearly hurt", "Come, it is broken", 14),
    Past("Aisha Rahman", "Guest is waiting", "Come to the desk", 4),
)

QUESTIONS = (
    # Nearly as it was written before.
    Question("Till 4 is dead again", "Restart the till", "Hana Novak"),
    Question("Customer wants a carpet cut", "Cut a carpet to size", "Tomasz Zielinski"),
    Question("Key card broken, room 118", "New key card", "Aisha Rahman"),
    Question("The lift is stuck again", "Free the lift", "Jonas Weber"),
    # In other words and other forms.
    Question("Scanners at two tills have died", "Somebody who repairs scanners", "Hana Novak"),
    Question("Customer paid but the printer ate it", "Printing receipts again", "Hana Novak"),
    Question("E-bikes are not charging", "Somebody who can test batteries", "Dan O’Brien"),
    Question("Squealing bike, customer scared", "Brake adjustment", "Dan O’Brien"),
    Question("Customer is standing in the rain", "The roof leaks", "Jonas Weber"),
    Question("Broken vase, customer has no receipt", "Refund it", "Mireille Dubois"),
    Question("The customer’s gift cards are refused", "Unlocking vouchers", "Mireille Dubois"),
    Question("A jacket was left in the train", "Is it at lost property?", "Pekka Virtanen"),
    Question("Customer in a wheelchair cannot board", "A ramp, platform 1", "Pekka Virtanen"),
    Question("Customers’ parcels were mixed up", "Trace two parcels", "Lucia Moreno"),
    Question("The driver never came, customer waiting", "Where is the van?", "Lucia Moreno"),
    Question("Two guests have the same room", "Find their bookings", "Aisha Rahman"),
    Question("Customer cannot decide on a floor", "Advice on laminate", "Tomasz Zielinski"),
    # Only the issue says it; the need could be anybody’s.
    Question("The escalator is broken", "Can you come and have a look?", "Jonas Weber"),
    Question("Customer is waiting at the till with a puncture", "Come to the till", "Dan O’Brien"),
    Question("Customer asks for underlay", "Come to the desk, she is waiting", "Tomasz Zielinski"),
    Question("Customer is waiting, voucher refused", "Come to the desk", "Mireille Dubois"),
    Question("Customer waiting, the card reader is broken", "Come, it is broken", "Hana Novak"),
    Question("Customer waiting, a wheelchair", "Come to platform 2, waiting", "Pekka Virtanen"),
    Question("Broken laminate, customer waiting", "Come to the till, broken", "Tomasz Zielinski"),
    # A word of the need decides against several of the issue.
    Question("Till 3: customer was charged twice", "Approve a refund", "Mireille Dubois"),
)
