"""A synthetic grid year of Pakistan, its power plants and three zones: data for labs, made by formulas.

gridyear    temperature, rooftop solar and load, hour by hour; fitted to published figures
weather     the temperature and the sun behind it
supply      eight blocks of power plants with outages, water and wind by season, and what must run
zones       north, centre and south, joined by two limited lines

No number in here was measured on the grid. `gridyear.NOTICE` says so wherever the data is shown.
"""
